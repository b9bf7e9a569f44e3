package com.example.schedule;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.MapBinder;
import org.s2r2.optim.ScheduleFactory;
import org.s2r2.plugin.S2r2Module;

/** Makes {@code schedule.name: step-decay} known. */
public final class ScheduleModule extends AbstractModule implements S2r2Module {

    @Override
    protected void configure() {
        MapBinder.newMapBinder(binder(), String.class, ScheduleFactory.class)
                .addBinding(StepDecay.NAME)
                .toInstance(StepDecay::from);
    }
}
