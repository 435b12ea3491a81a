package dev.lakehouse.serve.http;

import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Acknowledges the beginning of a request's body at once. A client that writes it in pieces
 * (OkHttp, which Trino's JDBC driver and command line use) sends the next only when the last is
 * acknowledged, and Linux takes its time for that: 40 ms for each statement of more than 8 KB.
 */
final class PromptAcknowledgement extends Handler.Wrapper {
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getLength() > 0
        && request.getConnectionMetaData().getConnection().getEndPoint().getTransport()
            instanceof SocketChannel channel
        && channel.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
      // It holds until the kernel thinks better of it, so it is said with each request.
      channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
    return super.handle(request, response, callback);
  }
}
