/**
 * What a run is to do, as it is kept beside the run: its steps, what each needs, and the rules by
 * which each is repeated, limited and spread over a list. A run keeps to the plan that it began
 * with, whatever becomes of the project meanwhile.
 */
package dev.lakehouse.pipeline.plan;
