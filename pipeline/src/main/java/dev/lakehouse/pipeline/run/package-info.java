/** Running a pipeline to its end, and telling about it. */
package dev.lakehouse.pipeline.run;
