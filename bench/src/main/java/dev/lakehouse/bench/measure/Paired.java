package dev.lakehouse.bench.measure;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The times of two kinds of work that were done in turns, so that whatever else the machine does
 * meets both.
 *
 * @param ours the times of one
 * @param peer the times of the other
 */
public record Paired(Samples ours, Samples peer) {
  public Paired {
    requireNonNull(ours, "ours is null");
    requireNonNull(peer, "peer is null");
  }

  /** Does each once without looking, then each so many times. */
  public static Paired measure(int runs, Work ours, Work peer) {
    ours.time();
    peer.time();
    List<Duration> ourTimes = new ArrayList<>();
    List<Duration> peerTimes = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      ourTimes.add(ours.time());
      peerTimes.add(peer.time());
    }
    return new Paired(new Samples(ourTimes), new Samples(peerTimes));
  }
}
