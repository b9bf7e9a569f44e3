package org.s2r2.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;
import org.s2r2.objective.Objective;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.objective.TeacherRows;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.view.ViewLayout;

/** A teacher's rows from files, of a batch and of a memory. */
record TaughtRows(NpyMatrix rows, ViewLayout layout, Optional<NpyMatrix> memory) {

    /**
     * Reads the files.
     *
     * @param teacher null where it was not given
     * @param memory null where it was not given
     * @param batch the rows of the encoder
     * @throws InvalidInputException if the objective needs a teacher and there is none, or rows do not fit
     */
    static Optional<TaughtRows> read(Objective objective, Path teacher, Path memory, ViewLayout batch, int dim) {
        if (teacher == null) {
            if (memory != null) {
                throw new InvalidInputException("--memory: found a file, expected --teacher beside it");
            }
            try {
                objective.requireTeacher(batch, Optional.empty());
            } catch (InvalidInputException e) {
                throw new InvalidInputException("--teacher: found nothing, expected the rows of a teacher, which "
                        + objective.name() + " needs, a file with a matrix [" + batch.rows() + ", " + dim + "]", e);
            }
            return Optional.empty();
        }
        NpyMatrix rows = matrix(teacher, dim);
        int views = rows.rows() / batch.images();
        if (rows.rows() % batch.images() != 0 || views < 2 || views > batch.views()) {
            throw new InvalidInputException(teacher + ": found " + rows.rows() + " rows, expected those of 2 to "
                    + batch.views() + " views of " + batch.images() + " images");
        }
        Optional<NpyMatrix> past = Optional.ofNullable(memory).map(file -> matrix(file, dim));
        // What simsiam needs of a momentum does not show in the rows.
        int seen = views == batch.views() ? 0 : views;
        objective.requireTeacher(
                batch, Optional.of(new TeacherOptions(0, 0, seen, past.map(NpyMatrix::rows).orElse(0))));
        return Optional.of(new TaughtRows(rows, new ViewLayout(batch.images(), views, batch.order()), past));
    }

    private static NpyMatrix matrix(Path file, int dim) {
        NpyMatrix found = Npy.readMatrixAsDoubles(file);
        if (found.columns() != dim) {
            throw new InvalidInputException(
                    file + ": found " + found.columns() + " columns, expected the " + dim + " of the embeddings");
        }
        return found;
    }

    /** As tensors, which the caller closes. */
    TeacherRows on(TensorEngine engine) {
        return new TeacherRows(LossCommand.tensor(engine, rows), layout,
                memory.map(past -> LossCommand.tensor(engine, past)));
    }
}
