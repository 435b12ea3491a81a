/**
 * Assets: the tables and files that a project knows, which step makes which of what, choosing some
 * of them, and the plan of a run that makes those.
 */
package dev.lakehouse.pipeline.asset;
