/** Looks at the machine: does the platform find what it needs here? */
package dev.lakehouse.app.doctor;
