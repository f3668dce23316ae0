package io.bundlebackup.repository.place;

class MemoryPlaceTests extends PlaceContract {
    @Override
    Place place() {
        return new MemoryPlace();
    }
}
