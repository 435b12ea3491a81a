/**
 * The command line. One class per command; {@link dev.lakehouse.app.cli.Commands} lists them,
 * {@link dev.lakehouse.app.cli.LakehouseCli} runs them and turns what happens into output and exit
 * code.
 */
package dev.lakehouse.app.cli;
