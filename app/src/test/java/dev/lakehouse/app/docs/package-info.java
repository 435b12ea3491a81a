/** The pages of the documentation, run: what they show is what happens. */
package dev.lakehouse.app.docs;
