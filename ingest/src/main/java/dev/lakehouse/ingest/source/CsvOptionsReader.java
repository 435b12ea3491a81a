package dev.lakehouse.ingest.source;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingType;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.ingest.csv.BadRows;
import dev.lakehouse.ingest.csv.CsvEncoding;
import dev.lakehouse.ingest.csv.CsvOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the settings {@code csv} and {@code bad_rows} of a source. */
final class CsvOptionsReader {
  private enum Policy {
    FAIL,
    QUARANTINE
  }

  private static final SettingType<Long> LINES = SettingType.integerBetween(0, 1_000_000);
  private static final SettingType<Long> ROWS = SettingType.integerBetween(0, Long.MAX_VALUE);
  private static final SettingType<CsvEncoding> ENCODING =
      new SettingType<>(CsvOptionsReader::encoding, "an encoding", encodings(), CsvEncoding.UTF_8);

  private CsvOptionsReader() {}

  static CsvOptions read(SettingsMapping source) {
    CsvOptions.Builder builder = CsvOptions.builder();
    source
        .optionalMapping("csv")
        .ifPresent(csv -> {
          csv.optionalText("delimiter")
              .map(CsvOptionsReader::unescaped)
              .ifPresent(builder::delimiter);
          csv.optionalText("quote").ifPresent(builder::quote);
          csv.optionalText("escape").ifPresent(builder::escape);
          csv.optionalBool("header").ifPresent(builder::header);
          csv.optionalValue("encoding", ENCODING).ifPresent(builder::encoding);
          csv.optionalText("comment").ifPresent(builder::comment);
          csv.optionalValue("skip_lines", LINES)
              .ifPresent(lines -> builder.skipLines(Math.toIntExact(lines)));
          builder.nullStrings(csv.texts("null_strings").toArray(String[]::new));
          csv.optionalText("date_format").ifPresent(builder::dateFormat);
          csv.optionalText("timestamp_format").ifPresent(builder::timestampFormat);
          csv.optionalBool("pad_short_rows").ifPresent(builder::padShortRows);
        });
    source
        .optionalMapping("bad_rows")
        .ifPresent(badRows -> {
          Policy policy = badRows.oneOf("policy", Policy.class);
          Optional<Long> limit = badRows.optionalValue("limit", ROWS);
          if (policy == Policy.QUARANTINE) {
            builder.badRows(BadRows.quarantine(limit.orElse(Long.MAX_VALUE)));
          } else if (limit.isPresent()) {
            badRows.reject("limit", "'limit' belongs to the policy 'quarantine'");
          }
        });
    try {
      return builder.build();
    } catch (LakehouseException e) {
      source.reject("csv", e.getMessage());
      return CsvOptions.detect();
    }
  }

  /** YAML's plain scalars have no escapes, and a tab is hard to see. */
  private static String unescaped(String delimiter) {
    return delimiter.equals("\\t") || delimiter.equals("tab") ? "\t" : delimiter;
  }

  private static Optional<CsvEncoding> encoding(String text) {
    return Arrays.stream(CsvEncoding.values())
        .filter(encoding -> encoding.label().equalsIgnoreCase(text))
        .findFirst();
  }

  private static List<String> encodings() {
    return Arrays.stream(CsvEncoding.values()).map(CsvEncoding::label).toList();
  }
}
