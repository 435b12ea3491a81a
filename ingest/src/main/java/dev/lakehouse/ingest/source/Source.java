package dev.lakehouse.ingest.source;

/** Something that rows come from, as a project declares it. */
public sealed interface Source permits CsvContractSource, CsvFolderSource {
  /** The name under which pipelines refer to it. */
  String name();
}
