import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What an XML parser reads in a page.
final class ParsedPage: NSObject, XMLParserDelegate {
    private(set) var elements: Set<String> = []
    private(set) var attributes: Set<String> = []
    private(set) var ids: [String] = []
    private(set) var text = ""
    /// Contents of the `text` elements of drawings.
    private(set) var drawnTexts: [String] = []
    private var isDrawnText = false

    init(_ page: String) throws {
        super.init()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        try #require(parser.parse(), "\(parser.lineNumber): \(String(describing: parser.parserError))")
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes found: [String: String]
    ) {
        elements.insert(name)
        attributes.formUnion(found.keys)
        if let id = found["id"] { ids.append(id) }
        isDrawnText = name == "text"
        if isDrawnText { drawnTexts.append("") }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        isDrawnText = false
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
        text += characters
        if isDrawnText, let last = drawnTexts.indices.last { drawnTexts[last] += characters }
    }
}
