/** Maintaining tables: the operations one after the other, and what became of each. */
package dev.lakehouse.maintain.run;
