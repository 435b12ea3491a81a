/**
 * The S3 endpoint: the store's directory, served with the S3 protocol, so that every S3 client can
 * bring and fetch files. An object is a plain file; a file put there by hand is an object.
 */
package dev.lakehouse.serve.s3;
