package org.s2r2.backend;

/** The ways in which an {@link EncoderModel} passes images through its layers. */
public enum Pass {

    /** {@link EncoderModel#forward}: batch norm uses and tracks the images' statistics; backward may follow. */
    TRAINING,

    /** {@link EncoderModel#preview}: batch norm uses the images' statistics and tracks nothing; no backward follows. */
    PREVIEW,

    /** {@link EncoderModel#observe}: batch norm uses and tracks the images' statistics; no backward follows. */
    OBSERVATION,

    /** {@link EncoderModel#embed}: batch norm uses the running statistics; no backward follows. */
    EVALUATION;

    /** Whether {@link org.s2r2.encoder.Layer.DropPath} drops views. */
    public boolean dropsPaths() {
        return this == TRAINING || this == PREVIEW;
    }

    /** Whether batch norm takes the images' statistics into its running ones. */
    public boolean tracks() {
        return this == TRAINING || this == OBSERVATION;
    }
}
