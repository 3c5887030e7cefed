#pragma warning disable SA1403, IDE0130 // Three rooms in a circle, for the test that finds it.
namespace LiveSubmissions.Architecture.Tests.A
{
    internal sealed record OfA(B.OfB? Next);
}

namespace LiveSubmissions.Architecture.Tests.B
{
    internal sealed class OfB
    {
        public object Next() => new C.OfC();
    }
}

namespace LiveSubmissions.Architecture.Tests.C
{
    internal sealed class OfC
    {
        private A.OfA? _next;

        public override string ToString() => $"{_next ??= new A.OfA(null)}";
    }
}
