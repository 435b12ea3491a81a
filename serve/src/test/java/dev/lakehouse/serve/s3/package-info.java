/** Tests of the S3 endpoint with Amazon's own client. */
package dev.lakehouse.serve.s3;
