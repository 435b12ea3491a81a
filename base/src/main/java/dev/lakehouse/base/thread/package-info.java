/** Waiting for other threads. */
package dev.lakehouse.base.thread;
