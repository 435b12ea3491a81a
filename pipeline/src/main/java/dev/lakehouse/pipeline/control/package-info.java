/**
 * What people and programs do with pipelines and runs, whether the work is done in this process or
 * asked of another.
 */
package dev.lakehouse.pipeline.control;
