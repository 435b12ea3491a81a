/** What is asked of a server that runs, instead of being done in this process. */
package dev.lakehouse.app.remote;
