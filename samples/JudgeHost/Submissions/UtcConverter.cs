using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JudgeHost.Submissions;

/// <summary>SQLite keeps times without a zone; here every time is UTC.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(time => time, time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
