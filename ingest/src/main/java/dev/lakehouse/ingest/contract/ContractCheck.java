package dev.lakehouse.ingest.contract;

/**
 * What a file that keeps its contract holds.
 *
 * @param rows how many rows fit
 * @param columns how many columns it has
 * @param badRows how many rows do not fit and will be set aside
 */
public record ContractCheck(long rows, int columns, long badRows) {}
