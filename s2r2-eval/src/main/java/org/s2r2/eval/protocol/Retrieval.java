package org.s2r2.eval.protocol;

/** Each test row as a query against the training rows, ranked by cosine similarity. */
public record Retrieval() implements SimilarityProtocol {

    /** The name in experiment files and results. */
    public static final String NAME = "retrieval";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public View begin(EvaluationData data) {
        return new RetrievalRanking(data);
    }
}
