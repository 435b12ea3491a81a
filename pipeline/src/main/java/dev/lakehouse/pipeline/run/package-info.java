/** A project's pipelines and the runs that they have: begun, done by workers, and followed. */
package dev.lakehouse.pipeline.run;
