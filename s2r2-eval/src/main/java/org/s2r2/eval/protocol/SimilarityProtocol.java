package org.s2r2.eval.protocol;

import java.util.List;
import java.util.function.Supplier;
import org.s2r2.eval.protocol.CosineSimilarities.RowConsumer;

/** A protocol that looks at the similarities of all test rows with all training rows, which are made once for all such. */
interface SimilarityProtocol extends Protocol {

    /** Begins to look at some data. */
    View begin(EvaluationData data);

    /** What a protocol makes of the similarities. */
    interface View extends Supplier<RowConsumer> {

        /** The figures, when all queries have been seen. */
        List<Figure> figures();
    }

    @Override
    default List<Figure> evaluate(EvaluationData data) {
        View view = begin(data);
        look(data, List.of(view));
        return view.figures();
    }

    /** Shows the similarities to all views in one pass. */
    static void look(EvaluationData data, List<View> views) {
        if (!views.isEmpty()) {
            new CosineSimilarities(data.train().features(), data.test().features(), data.threads())
                    .forEachQuery(views, data::ownRows);
        }
    }
}
