package dev.lakehouse.app.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** The files that a run finds, on two days. */
enum Inputs {
  /** Everything is new; one file has a bad row, another has too many. */
  FIRST("2024-03-01T09:00:00Z") {
    @Override
    void putInto(Lake lake) {
      write(
          lake.project().resolve("sources/csv_uploads.yaml"),
          """
          name: csv_uploads
          type: csv_folder
          path: s3://csv-uploads/
          namespace: lakehouse
          bad_rows: {policy: quarantine, limit: 1}
          """);
      Path uploads = uploads(lake);
      write(
          uploads.resolve("employees/data.csv"),
          read(lake.project().resolve("data/test/employees.csv")));
      write(
          uploads.resolve("orders/january.csv"),
          """
          order,item,price
          1,lamp,10.50
          2,table
          3,chair,40.00
          """);
      write(
          uploads.resolve("orders/february.csv"),
          """
          order,item,price
          4,lamp,10.75
          5,shelf,80.00
          """);
      write(uploads.resolve("broken/data.csv"), "a,b\n1,2\n3\n4\n5,6\n");
    }
  },

  /**
   * Changed and new orders; files that came again, one with a new column; a file that is healed.
   */
  SECOND("2024-03-02T09:00:00Z") {
    @Override
    void putInto(Lake lake) {
      Path sales = lake.project().resolve("data/raw/sales_sample.csv");
      String changed =
          read(sales)
              .replaceFirst(
                  "ORD-007,([^,\n]*),[^,\n]*,([^,\n]*),.*", "ORD-007,$1,7.77,$2,2024-02-20");
      StringBuilder extended = new StringBuilder(changed);
      for (int order = 201; order <= 230; order++) {
        extended.append(
            "ORD-%d,CUST-001,%d.50,Italy,2024-%02d-11\n".formatted(order, order, order % 2 + 2));
      }
      write(sales, extended.toString());
      Path uploads = uploads(lake);
      write(
          uploads.resolve("employees/data.csv"),
          """
          id,name,email,age,salary,signup_date,is_active,team
          1,Mario Rossi,mario@example.com,36,53000.50,2022-01-10,true,north
          2,Anna Bianchi,anna@example.com,28,45000.00,2022-02-11,false,south
          """);
      write(
          uploads.resolve("employees/misfits.csv"),
          "id,name,salary\n30,Ugo,plenty\n31,Ada,more\n32,Leo,most\n");
      write(
          uploads.resolve("orders/january.csv"),
          """
          order,item,price
          1,lamp,10.50
          2,table,99.00
          3,chair,41.00
          """);
      write(uploads.resolve("orders/march.csv"), "order,item,price\n6,bed,300.00\nseven\n");
      write(uploads.resolve("broken/data.csv"), "a,b\n1,2\n5,6\n");
    }
  };

  private final Instant time;

  Inputs(String time) {
    this.time = Instant.parse(time);
  }

  /** Puts the files where a run finds them. */
  abstract void putInto(Lake lake);

  private static Path uploads(Lake lake) {
    return lake.objects().resolve("csv-uploads");
  }

  String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The registry has a file's time, so it is the same in every lake. */
  void write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      Files.setLastModifiedTime(file, FileTime.from(time));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
