import TestSupport
import Testing

@testable import Recognition

@Suite("the catalog of models")
struct ModelCatalogTests {
    @Test("every shipped model is what the catalog says")
    func catalog() {
        var settings = Shipped.settings
        settings.fetchedModels = "/nowhere"
        let catalog = ModelCatalog(settings)
        for entry in ModelCatalog.entries {
            guard case .intact = catalog.state(of: entry) else {
                #expect(catalog.state(of: entry) == .missing && entry.url != nil, "\(entry.file)")
                continue
            }
        }
        #expect(DemoPeople.photos.count == 2)
    }

    @Test("a changed model is noticed")
    func changed() throws {
        let folder = try TemporaryFolder()
        try folder.write([1, 2, 3], to: ModelCatalog.detectorTopology.file)
        let catalog = ModelCatalog(Settings(models: folder.path, gallery: folder.path))
        guard case .changed = catalog.state(of: ModelCatalog.detectorTopology) else {
            Issue.record("three bytes should not pass for a prototxt")
            return
        }
    }
}
