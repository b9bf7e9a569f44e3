package org.s2r2.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.testkit.objective.GoldenCase;

/** The methods that ranking is compared with give what LightlySSL's losses give. */
class BaselineGoldenTest {

    private static final Map<String, ObjectiveFactory> FACTORIES = Map.of(
            BarlowTwins.NAME, BarlowTwins::from,
            VicReg.NAME, VicReg::from,
            ViewPrediction.BYOL, ViewPrediction::byol,
            Dino.NAME, Dino::from);

    static List<GoldenCase> cases() {
        return FACTORIES.keySet().stream().sorted().flatMap(name -> GoldenCase.list(name).stream()).toList();
    }

    private static Objective objective(GoldenCase golden) {
        Objective made = Objects.requireNonNull(FACTORIES.get(golden.objective())).create(golden.settings());
        return made instanceof Dino dino ? dino.withCenter(golden.center()) : made;
    }

    @Test
    void findsAllFourteenCases() {
        assertThat(cases()).hasSize(14);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAgreeWithTheReferenceInDoublePrecision(GoldenCase golden) {
        golden.requireAgreement(objective(golden), HostTensorEngine.float64(), 1e-9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAgreeWithTheReferenceInSinglePrecision(GoldenCase golden) {
        golden.requireAgreement(objective(golden), HostTensorEngine.float32(), 1e-4);
    }
}
