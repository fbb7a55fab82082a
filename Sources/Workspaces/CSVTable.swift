import Foundation

/// A table in comma-separated values (RFC 4180): quoted fields may hold commas, quotes written twice, and line breaks.
public struct CSVTable: Equatable, Sendable {
    /// The first line.
    public var header: [String]
    /// Fields below it, each row as long as the header, with the line of the file it begins on.
    public var rows: [(line: Int, fields: [String])]

    public init(header: [String], rows: [[String]]) {
        self.header = header
        self.rows = rows.enumerated().map { ($0.offset + 2, $0.element) }
    }

    public static func == (left: CSVTable, right: CSVTable) -> Bool {
        left.header == right.header && left.rows.elementsEqual(right.rows) { $0.fields == $1.fields }
    }

    /// Reads a table. A byte order mark is skipped, lines may end in CR LF, and blank lines are no rows.
    ///
    /// - Throws: `WorkspaceError` naming the line: no header, a row of another length, a quote that is not closed or stands inside a
    ///   field, what is not UTF-8.
    public init(_ data: Data, file: String) throws {
        func failure(_ line: Int, _ problem: String) -> WorkspaceError {
            WorkspaceError(file: file, place: "line \(line)", problem: problem)
        }
        var records: [(line: Int, fields: [String])] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var (line, firstLine, openedAt) = (1, 1, 0)
        var (isQuoted, wasQuoted) = (false, false)
        let bytes = [UInt8](data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data)

        func endField() throws {
            guard let text = String(validating: field, as: UTF8.self) else { throw failure(line, "the text is not UTF-8") }
            fields.append(text)
            field.removeAll(keepingCapacity: true)
            wasQuoted = false
        }
        func endRecord() throws {
            let isBlank = fields.isEmpty && field.isEmpty && !wasQuoted
            if !isBlank {
                try endField()
                records.append((firstLine, fields))
            }
            fields = []
        }

        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if isQuoted {
                if byte == 0x0A { line += 1 }
                guard byte == 0x22 else {
                    field.append(byte)
                    continue
                }
                if place < bytes.count, bytes[place] == 0x22 {
                    field.append(byte)
                    place += 1
                } else {
                    isQuoted = false
                    wasQuoted = true
                }
                continue
            }
            switch byte {
            case 0x22:
                guard field.isEmpty, !wasQuoted else {
                    throw failure(line, "a quote stands inside a field; write it twice and quote the field")
                }
                isQuoted = true
                openedAt = line
            case 0x2C: try endField()
            case 0x0A:
                try endRecord()
                line += 1
                firstLine = line
            case 0x0D where place == bytes.count || bytes[place] == 0x0A: break
            default:
                guard !wasQuoted else { throw failure(line, "text follows a closing quote") }
                field.append(byte)
            }
        }
        guard !isQuoted else { throw failure(openedAt, "the quote is not closed") }
        try endRecord()

        guard let first = records.first else {
            throw WorkspaceError(file: file, problem: "the table is empty", advice: "name the columns in its first line")
        }
        header = first.fields
        rows = Array(records.dropFirst())
        for row in rows where row.fields.count != header.count {
            throw failure(row.line, "the row has \(row.fields.count) fields, the header \(header.count)")
        }
    }

    /// The table as text, with quotes where they are needed.
    public var text: String {
        ([header] + rows.map(\.fields)).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
    }

    private static func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
