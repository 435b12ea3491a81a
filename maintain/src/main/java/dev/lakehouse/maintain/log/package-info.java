/** What maintenance has done, as a table: {@code lakehouse._maintenance_log}. */
package dev.lakehouse.maintain.log;
