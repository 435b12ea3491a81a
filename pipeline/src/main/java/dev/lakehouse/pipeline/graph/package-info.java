/**
 * What the steps of a run need of each other, and what follows from how they ended. Nothing here
 * touches anything: who keeps the states asks, and does what the answer says.
 */
package dev.lakehouse.pipeline.graph;
