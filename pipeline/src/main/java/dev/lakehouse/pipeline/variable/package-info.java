/** Variables: watermarks as their tables have them, and what people let pipelines know. */
package dev.lakehouse.pipeline.variable;
