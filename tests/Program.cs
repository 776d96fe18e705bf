using SegBook.Tests.Data;

// The test runner loads this assembly; a test that needs a process of its own starts it.
if (args is ["read-pictures", var folder])
{
    PictureFileTests.ReadAll(folder);
    return 0;
}

Console.Error.WriteLine("Run the tests with: dotnet test");
return 2;
