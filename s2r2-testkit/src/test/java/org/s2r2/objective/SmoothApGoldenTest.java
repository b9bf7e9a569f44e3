package org.s2r2.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.testkit.objective.ComposedForm;
import org.s2r2.testkit.objective.GoldenCase;

class SmoothApGoldenTest {

    static List<GoldenCase> cases() {
        return GoldenCase.list();
    }

    @Test
    void findsAllThirtyFiveCases() {
        assertThat(cases()).hasSize(35);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAgreeWithTheReferenceInDoublePrecision(GoldenCase golden) {
        golden.requireAgreement(golden.smoothAp(), HostTensorEngine.float64(), 1e-9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAgreeWithTheReferenceInSinglePrecision(GoldenCase golden) {
        golden.requireAgreement(golden.smoothAp(), HostTensorEngine.float32(), 1e-4);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theComposedFormAgreesInSinglePrecisionToo(GoldenCase golden) {
        golden.requireAgreement(new ComposedForm(golden.smoothAp()), HostTensorEngine.float32(), 1e-4);
    }
}
