/** What came of checks: reports, and the table {@code _quality_results} that they are noted in. */
package dev.lakehouse.quality.result;
