/** The composition root: the settings of a platform, and its parts put together by hand. */
package dev.lakehouse.app.platform;
