/**
 * A project: a folder that a person can read. Its sources, pipelines and checks are read as a whole
 * before anything runs, and every mistake is named with its file, line and column.
 */
package dev.lakehouse.pipeline.project;
