package dev.lakehouse.app.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lakehouse.app.platform.Moment.Effect;
import dev.lakehouse.app.platform.Moment.Order;
import dev.lakehouse.app.platform.MomentListener.Answer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a process and its PostgreSQL, and tells of the statements that commit to the
 * catalog: before one is sent to the server, and after the server has carried it out, while the
 * process does not know yet. It speaks as much of the protocol as that needs
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html), for clients that ask,
 * wait, and ask again.
 */
final class DatabaseProxy implements AutoCloseable {
  private static final int CANCEL_REQUEST = 80877102;
  private static final int AUTHENTICATION_OK = 0;
  private static final int SASL_FINAL = 12;

  private final ServerSocket socket;
  private final int serverPort;
  private final MomentListener listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private DatabaseProxy(ServerSocket socket, int serverPort, MomentListener listener) {
    this.socket = socket;
    this.serverPort = serverPort;
    this.listener = listener;
  }

  static DatabaseProxy start(int serverPort, MomentListener listener) {
    try {
      ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      DatabaseProxy proxy = new DatabaseProxy(socket, serverPort, listener);
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (SocketException closed) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket()) {
      open.add(server);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      new Session(client, server).run();
    } catch (EOFException | SocketException ended) {
      // One side is gone, by itself or killed: then the other side's connection goes too.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      open.remove(client);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A message with its type; the startup message has none. */
  private record Message(int type, ByteBuffer body) {
    private static Message read(DataInputStream in) throws IOException {
      int type = in.readByte();
      return new Message(type, readBody(in));
    }

    private static ByteBuffer readBody(DataInputStream in) throws IOException {
      byte[] body = new byte[in.readInt() - Integer.BYTES];
      in.readFully(body);
      return ByteBuffer.wrap(body).asReadOnlyBuffer();
    }

    private void write(DataOutputStream out) throws IOException {
      if (type != 0) {
        out.writeByte(type);
      }
      out.writeInt(body.limit() + Integer.BYTES);
      byte[] bytes = new byte[body.limit()];
      body.get(0, bytes);
      out.write(bytes);
    }
  }

  /** One connection. */
  private final class Session {
    private final DataInputStream fromClient;
    private final DataOutputStream toClient;
    private final DataInputStream fromServer;
    private final DataOutputStream toServer;
    private final Map<String, String> statements = new HashMap<>();
    private final ByteArrayOutputStream question = new ByteArrayOutputStream();
    private Optional<String> commit = Optional.empty();

    private Session(Socket client, Socket server) throws IOException {
      this.fromClient =
          new DataInputStream(new java.io.BufferedInputStream(client.getInputStream()));
      this.toClient = new DataOutputStream(client.getOutputStream());
      this.fromServer =
          new DataInputStream(new java.io.BufferedInputStream(server.getInputStream()));
      this.toServer = new DataOutputStream(server.getOutputStream());
    }

    private void run() throws IOException {
      Message startup = new Message(0, Message.readBody(fromClient));
      add(startup);
      if (startup.body().getInt(0) == CANCEL_REQUEST) {
        ask();
        return;
      }
      ask();
      answer();
      while (true) {
        Message message = Message.read(fromClient);
        add(message);
        switch (message.type()) {
          case 'P' -> parsed(message.body());
          case 'B' -> bound(message.body());
          case 'Q', 'p' -> {
            ask();
            answer();
          }
          case 'S' -> {
            if (!executed()) {
              return;
            }
          }
          case 'X' -> {
            ask();
            return;
          }
          default -> {}
        }
      }
    }

    private void parsed(ByteBuffer body) {
      statements.put(text(body), text(body));
    }

    private void bound(ByteBuffer body) {
      text(body);
      String sql = statements.getOrDefault(text(body), "");
      boolean update = sql.startsWith("UPDATE iceberg_tables");
      boolean insert = sql.startsWith("INSERT INTO iceberg_tables");
      if (sql.startsWith("INSERT INTO iceberg_namespace_properties")) {
        commit = Optional.of("namespace " + values(body).get(1));
      }
      if (update || insert) {
        List<String> values = values(body);
        int namespace = update ? 3 : 1;
        commit = Optional.of(values.get(namespace) + "." + values.get(namespace + 1));
      }
    }

    /** Sends what was asked and brings the answer; false if the connection is to be cut. */
    private boolean executed() throws IOException {
      Optional<String> table = commit;
      commit = Optional.empty();
      if (table.isEmpty()) {
        ask();
        answer();
        return true;
      }
      Answer before = reached(Order.BEFORE, table.get());
      if (before == Answer.GO_ON || before == Answer.SEND_AND_CUT) {
        ask();
      }
      if (before != Answer.GO_ON) {
        return false;
      }
      ByteArrayOutputStream held = new ByteArrayOutputStream();
      answer(new DataOutputStream(held));
      if (reached(Order.AFTER, table.get()) != Answer.GO_ON) {
        return false;
      }
      toClient.write(held.toByteArray());
      return true;
    }

    private Answer reached(Order order, String table) {
      return listener.reached(new Moment(order, Effect.COMMIT, table));
    }

    private void add(Message message) throws IOException {
      message.write(new DataOutputStream(question));
    }

    private void ask() throws IOException {
      toServer.write(question.toByteArray());
      question.reset();
    }

    private void answer() throws IOException {
      answer(toClient);
    }

    /** Until it is the client's turn again. */
    private void answer(DataOutputStream out) throws IOException {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      Message message;
      do {
        message = Message.read(fromServer);
        message.write(new DataOutputStream(whole));
        if (whole.size() > 1 << 16) {
          whole.writeTo(out);
          whole.reset();
        }
        if (fromServer.available() == 0) {
          // A fatal error is the last message: the server closes the connection behind it.
          whole.writeTo(out);
          whole.reset();
        }
      } while (!isClientsTurn(message));
      whole.writeTo(out);
    }

    private boolean isClientsTurn(Message message) {
      if (message.type() == 'R') {
        int kind = message.body().getInt(0);
        return kind != AUTHENTICATION_OK && kind != SASL_FINAL;
      }
      return message.type() == 'Z';
    }

    private static List<String> values(ByteBuffer body) {
      int formats = body.getShort();
      body.position(body.position() + formats * Short.BYTES);
      List<String> values = new ArrayList<>();
      int count = body.getShort();
      for (int i = 0; i < count; i++) {
        int length = body.getInt();
        byte[] value = new byte[Math.max(length, 0)];
        body.get(value);
        values.add(new String(value, UTF_8));
      }
      return values;
    }

    private static String text(ByteBuffer body) {
      int begin = body.position();
      int end = begin;
      while (body.get(end) != 0) {
        end++;
      }
      body.position(end + 1);
      return UTF_8.decode(body.slice(begin, end - begin)).toString();
    }
  }
}
