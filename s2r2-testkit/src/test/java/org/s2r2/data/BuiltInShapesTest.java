package org.s2r2.data;

import java.util.Map;
import org.s2r2.data.dataset.ShapesDataset;
import org.s2r2.testkit.data.DatasetContract;

/** The built-in drawings keep the contract of datasets. */
class BuiltInShapesTest extends DatasetContract {

    @Override
    protected DatasetFactory factory() {
        return ShapesDataset::open;
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of("images", 40, "size", 16);
    }
}
