/** Tests of what is done with pipelines, here and by a server. */
package dev.lakehouse.app.remote;
