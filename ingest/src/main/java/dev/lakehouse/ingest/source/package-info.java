/** Sources: what a project says about the files that come in ({@code sources/*.yaml}). */
package dev.lakehouse.ingest.source;
