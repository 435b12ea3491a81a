/** Write, check, publish: rows wait on a branch until checks have found nothing against them. */
package dev.lakehouse.quality.gate;
