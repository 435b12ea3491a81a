/** Where the platform's own log goes: a file in the home, never the console. */
package dev.lakehouse.app.logging;
