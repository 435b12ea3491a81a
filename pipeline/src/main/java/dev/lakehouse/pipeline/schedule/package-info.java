/**
 * When pipelines run by themselves: schedules, what is missed while nobody is there, and the clock.
 */
package dev.lakehouse.pipeline.schedule;
