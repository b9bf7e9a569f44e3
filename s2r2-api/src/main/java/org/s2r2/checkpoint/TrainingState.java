package org.s2r2.checkpoint;

import java.util.Map;

/**
 * Where a run stands, besides its arrays.
 *
 * @param epoch epochs done
 * @param step steps done
 * @param configSha256 the SHA-256 of the resolved configuration, in hexadecimal
 * @param versions what wrote it: name to version or description
 */
public record TrainingState(int epoch, long step, String configSha256, Map<String, String> versions) {}
