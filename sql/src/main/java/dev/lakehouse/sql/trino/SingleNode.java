package dev.lakehouse.sql.trino;

import io.trino.client.NodeVersion;
import io.trino.metadata.AllNodes;
import io.trino.metadata.InternalNode;
import io.trino.metadata.InternalNodeManager;
import io.trino.metadata.NodeState;
import io.trino.spi.connector.CatalogHandle;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A cluster of this process alone, which says that it is the Trino whose language it speaks. */
final class SingleNode implements InternalNodeManager {
  /** The version of Trino that the statements are written for. */
  static final NodeVersion VERSION = new NodeVersion("476");

  private final InternalNode node =
      new InternalNode("lakehouse", URI.create("http://127.0.0.1"), VERSION, true);

  @Override
  public Set<InternalNode> getNodes(NodeState state) {
    return state == NodeState.ACTIVE ? Set.of(node) : Set.of();
  }

  @Override
  public Set<InternalNode> getActiveCatalogNodes(CatalogHandle catalogHandle) {
    return Set.of(node);
  }

  @Override
  public NodesSnapshot getActiveNodesSnapshot() {
    return new NodesSnapshot(Set.of(node), Optional.empty());
  }

  @Override
  public InternalNode getCurrentNode() {
    return node;
  }

  @Override
  public Set<InternalNode> getCoordinators() {
    return Set.of(node);
  }

  @Override
  public AllNodes getAllNodes() {
    return new AllNodes(Set.of(node), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(node));
  }

  @Override
  public void refreshNodes() {
    // The one node is always there.
  }

  @Override
  public void addNodeChangeListener(Consumer<AllNodes> listener) {
    // Nothing changes.
  }

  @Override
  public void removeNodeChangeListener(Consumer<AllNodes> listener) {
    // Nothing changes.
  }
}
