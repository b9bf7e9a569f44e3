package org.s2r2.eval;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.s2r2.eval.protocol.EvaluationSettings;
import org.s2r2.eval.protocol.FewLabels;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.eval.protocol.LinearProbe;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.eval.protocol.Retrieval;
import org.s2r2.testkit.eval.ProtocolContract;

/** The protocols of the framework keep the contract. */
class BuiltInProtocolsTest {

    @Nested
    class OfKnn extends ProtocolContract {
        @Override
        protected Protocol protocol() {
            return Knn.k(5);
        }
    }

    @Nested
    class OfLinearProbe extends ProtocolContract {
        @Override
        protected Protocol protocol() {
            return LinearProbe.DEFAULT;
        }
    }

    @Nested
    class OfRetrieval extends ProtocolContract {
        @Override
        protected Protocol protocol() {
            return new Retrieval();
        }
    }

    @Nested
    class OfFewLabels extends ProtocolContract {
        @Override
        protected Protocol protocol() {
            return new FewLabels(new EvaluationSettings.Labels(List.of(0.1, 0.5), 1), EvaluationSettings.Linear.DEFAULT);
        }
    }
}
