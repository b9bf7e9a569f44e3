package org.s2r2.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import java.util.List;
import org.s2r2.encoder.BackboneFactory;
import org.s2r2.encoder.ConvNeXts;
import org.s2r2.encoder.MobileNets;
import org.s2r2.encoder.ResNets;
import org.s2r2.encoder.VisionTransformers;
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
import org.s2r2.optim.AdamW;
import org.s2r2.optim.Lars;
import org.s2r2.optim.OptimizerFactory;
import org.s2r2.optim.ScheduleFactory;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.WarmupCosine;
import org.s2r2.torchscript.ScriptedBackbone;

/** Binds the parts that come with the framework's API under their names. */
public final class ApiModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        bindObjectives();
        bindBackbones();
        MapBinder<String, OptimizerFactory> optimizers =
                MapBinder.newMapBinder(binder(), String.class, OptimizerFactory.class);
        optimizers.addBinding(Sgd.NAME).toInstance(Sgd::from);
        optimizers.addBinding(AdamW.NAME).toInstance(AdamW::from);
        optimizers.addBinding(Lars.NAME).toInstance(Lars::from);
        MapBinder.newMapBinder(binder(), String.class, ScheduleFactory.class)
                .addBinding(WarmupCosine.NAME)
                .toInstance(WarmupCosine::from);
    }

    private void bindObjectives() {
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

    private void bindBackbones() {
        MapBinder<String, BackboneFactory> backbones =
                MapBinder.newMapBinder(binder(), String.class, BackboneFactory.class);
        backbones.addBinding("resnet18").toInstance(settings -> ResNets.resnet18(ResNets.stem(settings)));
        backbones.addBinding("resnet34").toInstance(settings -> ResNets.resnet34(ResNets.stem(settings)));
        backbones.addBinding("resnet50").toInstance(settings -> ResNets.resnet50(ResNets.stem(settings)));
        backbones.addBinding("resnet101").toInstance(settings -> ResNets.resnet101(ResNets.stem(settings)));
        backbones.addBinding("wide_resnet50_2").toInstance(settings -> ResNets.wideResnet50(ResNets.stem(settings)));
        // Under torchvision's spelling too.
        for (String name : List.of("convnext-tiny", "convnext_tiny")) {
            backbones.addBinding(name).toInstance(ConvNeXts::from);
        }
        for (String name : List.of("mobilenet-v3-small", "mobilenet_v3_small")) {
            backbones.addBinding(name).toInstance(settings -> MobileNets.v3Small());
        }
        for (int depth : ResNets.CIFAR_DEPTHS) {
            backbones.addBinding("resnet" + depth).toInstance(settings -> ResNets.cifar(depth, settings));
        }
        for (VisionTransformers.Size size : VisionTransformers.Size.values()) {
            backbones.addBinding(size.backbone()).toInstance(settings -> VisionTransformers.from(size, settings));
        }
        backbones.addBinding(ScriptedBackbone.NAME).toInstance(ScriptedBackbone::from);
    }
}
