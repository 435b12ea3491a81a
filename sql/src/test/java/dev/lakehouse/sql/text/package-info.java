/** Tests of scripts. */
package dev.lakehouse.sql.text;
