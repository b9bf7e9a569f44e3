package org.s2r2.baseline;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.plugin.S2r2Module;

/** Binds the objectives that ranking is compared with under their names. */
public final class BaselineModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder<String, ObjectiveFactory> objectives =
                MapBinder.newMapBinder(binder(), String.class, ObjectiveFactory.class);
        objectives.addBinding(NtXent.NAME).toInstance(NtXent::from);
        objectives.addBinding(BarlowTwins.NAME).toInstance(BarlowTwins::from);
        objectives.addBinding(Dino.NAME).toInstance(Dino::from);
        objectives.addBinding(VicReg.NAME).toInstance(VicReg::from);
        objectives.addBinding(ViewPrediction.BYOL).toInstance(ViewPrediction::byol);
        objectives.addBinding(ViewPrediction.SIMSIAM).toInstance(ViewPrediction::simsiam);
        objectives.addBinding(Swav.NAME).toInstance(Swav::from);
    }
}
