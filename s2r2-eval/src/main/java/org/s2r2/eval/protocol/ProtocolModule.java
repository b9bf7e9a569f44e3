package org.s2r2.eval.protocol;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.plugin.S2r2Module;

/** Binds the protocols that come with the framework under their names. */
public final class ProtocolModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder<String, ProtocolFactory> protocols =
                MapBinder.newMapBinder(binder(), String.class, ProtocolFactory.class);
        protocols.addBinding(Knn.NAME).toInstance(Knn::from);
        protocols.addBinding(LinearProbe.NAME).toInstance(LinearProbe::from);
        protocols.addBinding(Retrieval.NAME).toInstance(settings -> new Retrieval());
        protocols.addBinding(FewLabels.NAME).toInstance(FewLabels::from);
        protocols.addBinding(Folds.NAME).toInstance(Folds::from);
    }
}
