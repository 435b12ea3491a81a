/** What a step of a pipeline can be, and doing it. */
package dev.lakehouse.pipeline.step;
