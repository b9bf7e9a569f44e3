package org.s2r2.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.objective.SmoothAp;
import org.s2r2.objective.WeightedSum;
import org.s2r2.objective.ranking.BlackboxAp;
import org.s2r2.objective.ranking.FastAp;
import org.s2r2.objective.ranking.ListwiseAp;
import org.s2r2.objective.ranking.MultiSimilarity;
import org.s2r2.objective.ranking.PairwiseLogistic;
import org.s2r2.objective.ranking.RecallAtK;
import org.s2r2.objective.ranking.SmoothNdcg;
import org.s2r2.objective.ranking.SupAp;

/** Binds the objectives that come with the framework under their names. */
public final class ApiModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder<String, ObjectiveFactory> objectives =
                MapBinder.newMapBinder(binder(), String.class, ObjectiveFactory.class);
        objectives.addBinding(BlackboxAp.NAME).toInstance(BlackboxAp::from);
        objectives.addBinding(FastAp.NAME).toInstance(FastAp::from);
        objectives.addBinding(ListwiseAp.NAME).toInstance(ListwiseAp::from);
        objectives.addBinding(MultiSimilarity.NAME).toInstance(MultiSimilarity::from);
        objectives.addBinding(PairwiseLogistic.NAME).toInstance(PairwiseLogistic::from);
        objectives.addBinding(RecallAtK.NAME).toInstance(RecallAtK::from);
        objectives.addBinding(SmoothAp.NAME).toInstance(SmoothAp::from);
        objectives.addBinding(SmoothNdcg.NAME).toInstance(SmoothNdcg::from);
        objectives.addBinding(SupAp.NAME).toInstance(SupAp::from);
        objectives.addBinding(WeightedSum.NAME).to(SumFactory.class);
    }
}
